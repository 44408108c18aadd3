"""Records what a function assigns while it runs, and prints several such traces side by side."""

import inspect
import itertools
import sys


def assignments(function, *args):
    """Run a function; return its result and the list of (name, number) that it assigned, in order."""
    # A specialized derivative is a callable object around the emitted function.
    code = inspect.unwrap(function).__code__
    found, seen = [], {}

    def on_line(frame, event, _):
        for name, value in frame.f_locals.items():
            if isinstance(value, float) and seen.get(name) != value:
                seen[name] = value
                found.append((name, value))
        return on_line

    def on_call(frame, event, _):
        if frame.f_code is not code:
            return None
        seen.update(frame.f_locals)
        return on_line

    previous = sys.gettrace()
    sys.settrace(on_call)
    try:
        result = function(*args)
    finally:
        sys.settrace(previous)
    return result, found


def side_by_side(**traces):
    """Return traces as one table, a column each, in the order of execution."""
    columns = [[f"{name} = {value:.3f}" for name, value in trace] for trace in traces.values()]
    rows = [list(traces), *itertools.zip_longest(*columns, fillvalue="")]
    return "\n".join("  ".join(f"{cell:<16}" for cell in row).rstrip() for row in rows)
