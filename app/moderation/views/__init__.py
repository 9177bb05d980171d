"""The desk, and the pages for everybody: the policy, and the form to report a comment."""
