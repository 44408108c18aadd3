"""A character-level network with batch normalisation, its loss written out in small steps.

The backward pass that a student derives by hand, statement by statement:

    srcad grad examples/character_mlp.py:loss --argnames C,W1,b1,gain,bias,W2,b2
    python examples/character_mlp.py
"""

import numpy as np


def loss(
    C: "float[:, :]",
    W1: "float[:, :]",
    b1: "float[:]",
    gain: "float[:]",
    bias: "float[:]",
    W2: "float[:, :]",
    b2: "float[:]",
    Xb: "int[:, :]",
    Yb: "int[:]",
    eps: float = 1e-5,
):
    n = Xb.shape[0]
    # Embedding, and the first linear layer.
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hprebn = embcat @ W1 + b1
    # Batch normalisation, with Bessel's correction.
    bnmean = hprebn.sum(axis=0, keepdims=True) / n
    bndiff = hprebn - bnmean
    bndiff2 = bndiff**2
    bnvar = bndiff2.sum(axis=0, keepdims=True) / (n - 1)
    bnvar_inv = (bnvar + eps) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = gain * bnraw + bias
    h = np.tanh(hpreact)
    # The second linear layer, and the cross-entropy of its softmax.
    logits = h @ W2 + b2
    logit_maxes = logits.max(axis=1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(axis=1, keepdims=True)
    probs = counts / counts_sum
    logprobs = np.log(probs)
    return -logprobs[np.arange(n), Yb].mean()


def example_arguments(letters=27, context=3, width=10, hidden=64, rows=32):
    """Return the parameters, the contexts and the letters that follow them."""
    rng = np.random.default_rng(0)
    C = rng.normal(size=(letters, width))
    W1 = rng.normal(size=(context * width, hidden)) * (5 / 3) / np.sqrt(context * width)
    b1 = 0.1 * rng.normal(size=hidden)
    gain, bias = 1 + 0.1 * rng.normal(size=hidden), 0.1 * rng.normal(size=hidden)
    W2, b2 = 0.1 * rng.normal(size=(hidden, letters)), 0.1 * rng.normal(size=letters)
    Xb, Yb = rng.integers(0, letters, size=(rows, context)), rng.integers(0, letters, size=rows)
    return C, W1, b1, gain, bias, W2, b2, Xb, Yb


if __name__ == "__main__":
    import srcad

    gradients = srcad.grad(loss, argnums=tuple(range(7)))(*example_arguments())
    for name, gradient in zip(("C", "W1", "b1", "gain", "bias", "W2", "b2"), gradients):
        print(f"|d{name}| = {np.linalg.norm(gradient):.6f}")
