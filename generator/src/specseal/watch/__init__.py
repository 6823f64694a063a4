"""`specseal watch`: products are generated anew whenever a source is saved."""
