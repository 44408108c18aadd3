"""Callables that show, save and pickle the source that stands behind them."""

from __future__ import annotations

import functools
from typing import Any

from srcad import arguments, notebook, saving
from srcad.errors import SrcadError
from srcad.version import Version


class Shown(functools.partial):
    """A callable over emitted source, which it shows, saves and pickles."""

    @property
    def source(self) -> str:
        """The emitted source: callee pairs first, the derivative last."""
        return self.shown_version().product.text

    def save(self, path: Any) -> None:
        """Write the derivative as a module that runs without srcad; raise SrcadError for what can't be text."""
        version = self.shown_version()
        known = version.types or arguments.declared(version.root.tree)
        heading = self.__doc__.splitlines()[0] + (f"\n\nFor {arguments.described(known)}.\n" if known else "")
        saving.save(path, version.product, version.root, heading, version.request.njit)

    @property
    def __wrapped__(self) -> Any:
        # inspect and IPython look here for the function whose source they show.
        try:
            return self.shown_version().function
        except SrcadError as error:
            raise AttributeError(str(error)) from error

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return notebook.bundle(self)

    def _repr_html_(self) -> str:
        return notebook.highlighted(self.source)

    def shown_version(self) -> Version:
        """Return the version whose text stands for the whole."""
        raise TypeError("what is shown is said by a subclass")
