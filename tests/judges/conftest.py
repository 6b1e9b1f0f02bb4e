"""Programs that judge what is exported are asked only where QUIZ_JUDGES is set."""

import os

collect_ignore_glob = [] if os.environ.get("QUIZ_JUDGES") else ["test_*.py"]
