"""Probability distributions: a recipe gives the derivatives of a standard log density, the family the rest.

    @distribution(stats.gamma, support="z > 0")
    def gamma(z, a):
        d[z] = (a - 1) / z - 1
        d[a] = np.log(z) - special.digamma(a)

From these follow pdf, logpdf, cdf, logcdf, sf, logsf, ppf and isf, in x, loc, scale and the shapes, z being
(x - loc) / scale. Where that of the scale, -(1 + z d[z]) / scale, has a simpler form, `d[scale]` is the bracket. A cdf is differentiated in a shape where the recipe says how the standard quantile of a
probability moves with it, `quantile[s]`; that of a discrete distribution by `cumulative[s]`. `mean = a`, and the same of var and
entropy, is the standard distribution's, as a function of the shapes.
"""

from __future__ import annotations

from dataclasses import replace

import gast

from srcad.ir.nodes import Apply, Const, Operand
from srcad.rules.definition import Definition
from srcad.rules.elementwise import Elementwise
from srcad.rules.facts import OPERANDS
from srcad.rules.forms import Recipe
from srcad.rules.language import Evaluator
from srcad.rules.rule import Rule

# What isn't of a point. Of them the location moves the first two, and the scale stretches all but the last.
MOMENTS = ("mean", "median", "std", "var", "entropy")
CONTINUOUS = ("pdf", "logpdf", "cdf", "logcdf", "sf", "logsf", "ppf", "isf", "rvs", "interval", *MOMENTS)
DISCRETE = ("pmf", "logpmf", "cdf", "sf", "logcdf", "logsf", "ppf", "isf", "rvs", "mean", "std", "var", "entropy")
# What a moment is in terms of the standard one.
PLACED = {
    "mean": "loc + scale * ({mean})",
    "std": "scale * np.sqrt({var})",
    "var": "scale**2 * ({var})",
    "entropy": "np.log(scale) + ({entropy})",
}
PLACED_WHOLE = {"mean": "loc + ({mean})", "std": "np.sqrt({var})", "var": "{var}", "entropy": "{entropy}"}
# The sign of a tail's derivative, and what it is a multiple of: the density, or its ratio to the tail.
TAILS = {"cdf": ("", "density"), "sf": ("-", "density"), "logcdf": ("", "hazard"), "logsf": ("-", "hazard")}
NO_SHAPE = "the derivative in a shape has no closed form"
NO_MOMENT = "the derivative of a moment in a shape has no rule"
NO_SUPPORT = "the distribution is discrete"
JUMPS = "a draw of whole numbers jumps where its parameters move"


def methods(form: str) -> tuple[str, ...]:
    """Return the methods that a recipe of this form is for."""
    return {"distribution": CONTINUOUS, "discrete": DISCRETE}.get(form, ())


def rule(recipe: Recipe, op: str) -> Rule:
    """Return the rule for one method of a distribution."""
    family = Discrete if recipe.form == "discrete" else Distribution
    method, given = op.rpartition(".")[2], {name: text for (of, name), text in assignments(recipe.body).items() if of == "moment"}
    placement = dict(zip(family.placement, (0, 1)))
    if method == "interval":
        names = ", ".join((*recipe.params, *placement))
        called = op.removeprefix("scipy.").removesuffix("interval") + "ppf"
        text = f"return {called}((1 - confidence) / 2, {names}), {called}((1 + confidence) / 2, {names})"
        recipe = replace(recipe, options={**recipe.options, "outputs": "low high"}, params=("confidence", *recipe.params))
    else:
        text = (PLACED_WHOLE if family is Discrete else PLACED).get(method, "").format_map(Given(given))
        if not text or Given.MISSING in text or not recipe.params or (method, given.get(method)) == ("mean", "0"):
            return family(recipe, op)
        text = f"return {text}"
    body = tuple(gast.parse(text).body)
    return Derived(replace(recipe, result="y", params=(*recipe.params, *placement), defaults=placement, body=body), op)


class Derived(Definition):
    """A method that is a formula in the shapes, or in another method."""


class Given(dict):
    """Texts by name, one of them a mark where there is none."""

    MISSING = "?"

    def __missing__(self, name: str) -> str:
        return self.MISSING


class Distribution(Elementwise):
    """A method of a distribution of real numbers."""

    argument = "x"

    def __init__(self, recipe: Recipe, op: str):
        self.method = op.rpartition(".")[2]
        self.shapes = recipe.params
        self.given = assignments(recipe.body)
        params = ("q" if self.method in ("ppf", "isf") else self.argument, *self.shapes, *self.placement)
        defaults = dict(zip(self.placement, (0, 1)))
        options = {**recipe.options, "widens": True}
        if self.method in MOMENTS:
            params = params[1:]
        if self.method == "rvs":
            params, options["sized"] = (*params[1:], "size", "random_state"), True
            defaults |= dict.fromkeys(("size", "random_state"))
        super().__init__(replace(recipe, result="y", params=params, defaults=defaults, options=options), op)

    placement = ("loc", "scale")

    def texts(self, scaled: bool) -> dict[str, str]:
        """Return the partial derivatives as text; `slope` is d[z] / scale, `density` and `hazard` as in TAILS."""
        width, over = ("scale * ", " / scale") if scaled else ("", "")
        if self.method in MOMENTS:
            return self.of_moment()
        shapes = {name: self.shape(name) for name in self.shapes}
        if self.method in ("pdf", "logpdf"):
            found = {"x": "slope", **shapes, "loc": "-slope", "scale": f"({self.stretch()}){over}"}
            return {name: self.masked(self.of_density(text)) for name, text in found.items()}
        if self.method in TAILS:
            sign, factor = TAILS[self.method]
            other = "" if sign else "-"
            moved = {name: text if is_reason(text) else f"{other}{factor} * {width}({text})" for name, text in shapes.items()}
            # Of the probability itself, where that is what the recipe tells.
            ratio = " / np.exp(y)" if self.method.startswith("log") else ""
            moved |= {name: f"{sign}({text}){ratio}" for name, text in self.cumulative().items()}
            found = {"x": f"{sign}{factor}", **moved, "loc": f"{other}{factor}", "scale": f"{other}{factor} * z"}
            return {name: self.masked(text) for name, text in found.items()}
        moved = {name: self.at_probability(name, width) for name in shapes}
        if self.method == "rvs":
            # A draw is the quantile of a probability that was drawn.
            return {**moved, "loc": "1", "scale": "z", "size": "None", "random_state": "None"}
        return {"q": "1 / density" if self.method == "ppf" else "-1 / density", **moved, "loc": "1", "scale": "z"}

    def at_probability(self, name: str, width: str) -> str:
        """Return how the quantile of a given probability moves with a shape."""
        cumulative = self.given.get(("cumulative", name))
        if cumulative is not None and self.method != "rvs":
            return f"-({cumulative}) / density"
        text = self.given.get(("quantile", name), f'"{NO_SHAPE}"')
        return text if is_reason(text) else f"{width}({text})"

    def cumulative(self) -> dict[str, str]:
        """Return the partial derivatives of the distribution function in shapes, as far as the recipe tells them."""
        return {name: self.given["cumulative", name] for name in self.shapes if ("cumulative", name) in self.given}

    def of_moment(self) -> dict[str, str]:
        """Return the partial derivatives of a moment that the recipe doesn't tell: the median alone has one in a shape."""
        moved = "1" if self.method in ("mean", "median") else "None"
        if self.method == "median":
            return {**{name: self.at_probability(name, "scale * ") for name in self.shapes}, "loc": "1", "scale": "z"}
        stretched = {"std": "y / scale", "var": "2 * y / scale", "entropy": "1 / scale"}.get(self.method, "(y - loc) / scale")
        in_shapes = "0" if self.method == "mean" and self.given.get(("moment", "mean")) == "0" else f'"{NO_MOMENT}"'
        return {**dict.fromkeys(self.shapes, in_shapes), "loc": moved, "scale": stretched}

    def stretch(self) -> str:
        """Return -(1 + z d[z]), which is by how much the log density changes with the logarithm of the scale."""
        if ("d", "scale") in self.given:
            return self.given["d", "scale"]
        slope = self.given["d", "z"]
        constant = {"0": "-1", "-1": "z - 1", "-z": "z**2 - 1"}
        return constant.get(slope, f"-1 - z * ({slope})")

    def shape(self, name: str) -> str:
        """Return the derivative in a shape: of the standard log density, or of the standard quantile."""
        of = "d" if self.method in ("pdf", "logpdf", "pmf", "logpmf") else "quantile"
        return self.given.get((of, name), f'"{NO_SHAPE}"')

    def of_density(self, text: str) -> str:
        """Return the partial of a density, given that of its logarithm."""
        if self.method.startswith("log") or is_reason(text):
            return text
        return f"-y * {text[1:]}" if text == "-slope" else f"y * ({text})"

    def masked(self, text: str) -> str:
        """Return a partial that is 0 outside of the support, where the formula may be anything."""
        support = self.recipe.options.get("support")
        if support is None or is_reason(text):
            return text
        if self.method in ("logcdf", "logsf"):
            support = "y > -np.inf"
        elif not self.method.startswith("log") and not has_pole(text.replace("slope", f"({self.given.get(('d', 'z'))})")):
            # The density is a factor, and is 0 there.
            return text
        return f"np.where({support}, {text}, 0)"

    def partials(self, evaluator: Evaluator) -> dict[str, object]:
        scaled = is_given(evaluator.env.get("scale"), 1)
        evaluator.env |= Lazy(self, evaluator, scaled).values()
        return {name: gast.parse(text).body[0].value for name, text in self.texts(scaled).items()}


class Discrete(Distribution):
    """A method of a distribution of whole numbers: differentiated in its parameters alone."""

    argument = "k"
    placement = ("loc",)

    def texts(self, scaled: bool) -> dict[str, str]:
        argument = "q" if self.method in ("ppf", "isf") else "k"
        fixed = {argument: "None" if argument == "q" else f'"{NO_SUPPORT}"', "loc": f'"{NO_SUPPORT}"'}
        if self.method in ("pmf", "logpmf"):
            shapes = {name: self.masked(self.of_density(self.shape(name))) for name in self.shapes}
            return {**fixed, **shapes}
        if self.method in MOMENTS:
            return dict.fromkeys(self.recipe.params, f'"{NO_MOMENT}"')
        if self.method == "rvs":
            return dict.fromkeys(self.recipe.params, f'"{JUMPS}"')
        if argument == "q":
            return {"q": "None", "loc": "1", **dict.fromkeys(self.shapes, "None")}
        sign = "-" if self.method.endswith("sf") else ""
        ratio = " / np.exp(y)" if self.method.startswith("log") else ""
        tails = {name: self.given.get(("cumulative", name)) for name in self.shapes}
        return {**fixed, **{name: f"{sign}({text}){ratio}" if text else f'"{NO_SHAPE}"' for name, text in tails.items()}}


class Lazy:
    """What the texts name: z, and what is made of it; each is appended, and dropped again where nothing uses it."""

    def __init__(self, rule: Distribution, evaluator: Evaluator, scaled: bool):
        self.rule, self.evaluator, self.builder, self.scaled = rule, evaluator, evaluator.builder, scaled
        self.apply: Apply = evaluator.apply

    def values(self) -> dict[str, Operand]:
        env, rule = self.evaluator.env, self.rule
        if rule.method in MOMENTS and rule.method != "median":
            return {}
        inverse = rule.method in ("ppf", "isf", "rvs", "median")
        at = env["y"] if inverse else env[rule.argument]
        z = self.standard(at, env)
        if isinstance(rule, Discrete) or rule.method == "rvs":
            return {"z": z}
        if rule.method in ("pdf", "logpdf"):
            env["z"] = z
            slope = self.evaluator.operand(gast.parse(rule.given["d", "z"]).body[0].value)
            return {"z": z, "slope": self.builder.apply("operator.truediv", slope, env["scale"]) if self.scaled else slope}
        return {"z": z, **self.densities(at, inverse)}

    def standard(self, at: Operand, env: dict) -> Operand:
        """Return (at - loc) / scale."""
        z = at
        if is_given(env["loc"], 0):
            z = self.builder.apply("operator.sub", z, env["loc"], name=None if self.scaled else "z")
        return self.builder.apply("operator.truediv", z, env["scale"], name="z") if self.scaled else z

    def densities(self, at: Operand, inverse: bool) -> dict[str, Operand]:
        if self.rule.method.startswith("log"):
            difference = self.builder.apply("operator.sub", self.call("logpdf", at, inverse), self.evaluator.env["y"])
            return {"hazard": self.builder.apply("numpy.exp", difference)}
        return {"density": self.call("pdf", at, inverse)}

    def call(self, method: str, at: Operand, inverse: bool) -> Operand:
        """Append another method of the distribution, of the same arguments and spelled alike."""
        apply = self.apply
        op = f"{apply.op.rpartition('.')[0]}.{method}"
        args, kwargs = apply.args, apply.kwargs
        if inverse:
            first = dict(kwargs).get("q") is None and self.rule.method != "median"
            args = (at, *args[1:]) if first else (at, *args)
            kwargs = tuple((name, value) for name, value in kwargs if name != "q")
        text = None if apply.text is None else f"{apply.text.rpartition('.')[0]}.{method}"
        return self.builder.apply(op, *args, kwargs=kwargs, form=apply.form, text=text)


def is_given(operand: object, default: int) -> bool:
    """Say whether a location or a scale is other than its default."""
    return isinstance(operand, OPERANDS) and not (isinstance(operand, Const) and operand.value == default)


def is_reason(text: str) -> bool:
    """Say whether a recipe's text is the reason why there is no derivative."""
    return text.startswith('"')


def assignments(body: tuple) -> dict[tuple[str, str], str]:
    """Return what a recipe assigns to d[...], quantile[...] and cumulative[...], as text."""
    found = {}
    for statement in body:
        if isinstance(statement, gast.Assign):
            target = statement.targets[0]
            place = ("moment", target.id) if isinstance(target, gast.Name) else (target.value.id, target.slice.id)
            found[place] = gast.unparse(statement.value)
    return found


def has_pole(text: str) -> bool:
    """Say whether an expression in z may be infinite or no number somewhere."""
    def of_z(node) -> bool:
        return any(isinstance(part, gast.Name) and part.id == "z" for part in gast.walk(node))

    for node in gast.walk(gast.parse(text)):
        match node:
            case gast.BinOp(op=gast.Div(), right=right) if of_z(right):
                return True
            case gast.BinOp(left=left, op=gast.Pow(), right=exponent) if of_z(left) and not isinstance(exponent, gast.Constant):
                return True
            case gast.Call(args=args) if any(map(of_z, args)):
                return True
    return False
