"""The other generators on the same documents: openapi-python-client and datamodel-code-generator.

Each document, as it lies and as it is prepared, goes through each of them in a process of its own, bounded in time and
memory; so does each operation of a sample, alone with its components. What counts is what is there afterwards: an
operation is generated when its function is in the output and its module can be imported.
"""
