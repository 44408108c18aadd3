"""One version of a derivative: what was emitted for one choice of types, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from srcad import kept_on_disk, machine, pipeline, result
from srcad.backend import build
from srcad.frontend import scope, source
from srcad.ir.types import Type


@dataclass(eq=False)
class Version:
    """A derivative for one choice of types. `function` is the bare emitted function.

    valued: for a gradient whose value may turn out to be no scalar, the product that gives the value as well.
    """

    request: Any
    types: Mapping[str, Type]
    product: pipeline.Product
    facts: tuple[scope.Fact, ...]
    root: source.FunctionSource
    valued: pipeline.Product | None = None
    _function: Any = field(default=None, repr=False)

    @property
    def function(self) -> Any:
        if self._function is None:
            self._function = self._made()
        return self._function

    def _made(self) -> Any:
        request, product = self.request, self.valued or self.product
        emitted = kept_on_disk.functions(product, self.root, request.njit)
        if emitted is None:
            emitted = build.functions(product, self.root, machine.compiler(request.njit))
        if request.kind == "pair":
            backward = emitted[f"{product.name.removesuffix('_fwd')}_bwd"]
            return result.pullable(emitted[product.name], backward, len(request.argnums) == 1)
        if self.valued is not None:
            return result.checked(emitted[product.name], request.kind, request.has_aux, self.root.name)
        if product.may_be_complex and request.kind in ("grad", "value_and_grad"):
            return result.real(emitted[product.name], self.root.name)
        return machine.refusing(emitted[product.name], product)

    @property
    def fresh(self) -> bool:
        """Whether everything that the version was built upon is as it was."""
        return all(fact.allows(fact.read()) for fact in self.facts)
