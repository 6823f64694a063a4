"""From the facts of a page to the first draft of a spec and its overlays, with comments for what a person must decide.

`shapes` holds fields as a tree, `schemas` prints them as components, `request` and `responses` make the two sides of
the operation, `spec` and the modules of the overlays put files together.
"""
