"""Let what is compared outside the tests themselves be told as there."""

import pytest

pytest.register_assert_rewrite("tests.lifecycle.reference.steps")
