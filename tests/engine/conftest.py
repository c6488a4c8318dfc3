import pytest

from engine.kernels.loading import Kernel
from engine.kernels.loading import kernel as installed_kernel


@pytest.fixture(scope="session")
def kernel() -> Kernel:
    """The compiled evaluator; without it there is nothing to compare."""
    found = installed_kernel()
    if found is None:
        pytest.skip("the evaluator is not compiled here: python -m engine.kernels.build")
    return found
