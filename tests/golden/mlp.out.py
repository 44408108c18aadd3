"""The derivative of f (mlp.py) in table, w1, b1, w2, b2.

For table: float[:, :], w1: float[:, :], b1: float[:], w2: float[:, :], b2: float[:],
tokens: int[:, :], labels: int[:].
"""

import numpy as np


def f_grad(table, w1, b1, w2, b2, tokens, labels):
    # Forward pass
    n = len(labels)
    emb = table[tokens]
    x = emb.reshape(n, -1)
    h = np.tanh(x @ w1 + b1)
    logits = h @ w2 + b2
    max_logits = logits.max(axis=1, keepdims=True)
    shifted = logits - max_logits
    exp_shifted = np.exp(shifted)

    # Backward pass
    # return -logp[np.arange(n), labels].mean()
    dlogp = np.zeros_like(logits)
    dlogp[np.arange(n), labels] -= 1.0 / n
    # logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dshifted = dlogp - dlogp.sum(axis=1, keepdims=True) * exp_shifted / exp_shifted.sum(
        axis=1, keepdims=True
    )
    # shifted = logits - logits.max(axis=1, keepdims=True)
    is_max = logits == max_logits
    dlogits = dshifted + np.where(
        is_max, -dshifted.sum(axis=1, keepdims=True) / is_max.sum(axis=1, keepdims=True), 0.0
    )
    # logits = h @ w2 + b2
    db2 = dlogits.sum(axis=0)
    dh = dlogits @ w2.T
    dw2 = h.T @ dlogits
    # h = np.tanh(x @ w1 + b1)
    dz = dh * (1 - h**2)
    db1 = dz.sum(axis=0)
    dx = dz @ w1.T
    dw1 = x.T @ dz
    # x = emb.reshape(n, -1)
    demb = dx.reshape(emb.shape)
    # emb = table[tokens]
    dtable = np.zeros_like(table)
    np.add.at(dtable, tokens, demb)
    return dtable, dw1, db1, dw2, db2
