"""Examples of scipy.spatial's distances."""

import numpy as np

from tests.rule_examples.draw import A, P, calls

PAIR = [((A(4), A(4)), {})]
NAMED = "euclidean sqeuclidean cityblock chebyshev cosine correlation canberra braycurtis".split()
METRICS = [{"metric": name} for name in (*NAMED, "minkowski")] + [{"metric": "minkowski", "p": 3}]
METRICS += [{"metric": "seuclidean", "V": P(3)}, {"metric": "mahalanobis", "VI": np.eye(3) + 0.1}]
EXAMPLES = {
    **{f"scipy.spatial.distance.{name}": PAIR for name in NAMED},
    "scipy.spatial.distance.minkowski": [*PAIR, ((A(4), A(4), 3), {})],
    "scipy.spatial.distance.seuclidean": calls((A(3), A(3), P(3))),
    "scipy.spatial.distance.mahalanobis": calls((A(3), A(3), np.eye(3) + A(3, 3) / 9)),
    "scipy.spatial.distance.jensenshannon": [((P(4), P(4)), {}), ((P(4, 2), P(4, 2), 2.0), {}), ((P(2, 3), P(2, 3)), {"axis": 1})],
    "scipy.spatial.distance.cdist": [*calls((A(4, 3), A(2, 3))), *(((A(4, 3), A(2, 3)), kwargs) for kwargs in METRICS), ((P(4, 3), P(2, 3), "jensenshannon"), {})],
    "scipy.spatial.distance.pdist": [*calls(A(4, 3)), *(((A(4, 3),), kwargs) for kwargs in METRICS), ((P(4, 3), "jensenshannon"), {})],
    "scipy.spatial.distance_matrix": calls((A(4, 3), A(2, 3)), (A(4, 3), A(2, 3), 1)),
    "scipy.spatial.distance.squareform": [*calls(A(6)), ((A(4, 4),), {"checks": False})],
}
