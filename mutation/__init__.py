"""Plants known faults, one at a time, and reports which tests catch each: ``python -m mutation --help``."""
