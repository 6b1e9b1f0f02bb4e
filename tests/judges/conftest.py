"""Judges: programs not written here, which are there only where somebody installed them."""

import os

# `QUIZ_JUDGES` names the folder in which `npm` installed the player; see the README.
collect_ignore_glob = [] if os.environ.get("QUIZ_JUDGES") else ["test_*.py"]
