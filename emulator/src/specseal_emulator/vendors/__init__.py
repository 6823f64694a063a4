"""What vendors are made of. The emulator finds them by their entry points, those of this package like any other."""
