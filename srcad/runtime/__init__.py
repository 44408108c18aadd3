"""The functions that emitted code calls where a fact was missing when it was written.

Each is self-contained, so that a saved module has the source of those it needs, and of no other, written above the
derivative. A module a family; each lists its functions in `__all__`.
"""

from srcad.runtime.accumulations import *  # noqa: F403
from srcad.runtime.adjoints import *  # noqa: F403
from srcad.runtime.arrays import *  # noqa: F403
from srcad.runtime.compiled import *  # noqa: F403
from srcad.runtime.differences import *  # noqa: F403
from srcad.runtime.filters import *  # noqa: F403
from srcad.runtime.functions import *  # noqa: F403
from srcad.runtime.grids import *  # noqa: F403
from srcad.runtime.images import *  # noqa: F403
from srcad.runtime.incomplete import *  # noqa: F403
from srcad.runtime.memory import *  # noqa: F403
from srcad.runtime.orders import *  # noqa: F403
from srcad.runtime.quadrature import *  # noqa: F403
from srcad.runtime.ranks import *  # noqa: F403
from srcad.runtime.matrices import *  # noqa: F403
from srcad.runtime.spectra import *  # noqa: F403
from srcad.runtime.transforms import *  # noqa: F403
from srcad.runtime.structures import *  # noqa: F403
