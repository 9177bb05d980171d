"""Files that officers publish, kept by what they hold.

It owns receiving a file, checking by its content that it is what it says, keeping it under its digest, and giving it
out. What a file is evidence of, and who may see it, is for the feature that it belongs to.
"""
