"""The derivative of f (principal_subspace.py) in W, X.

For W: float[:, :], X: float[:, :].
"""


def f_grad(W, X):
    # Forward pass
    Xc = X - X.mean(axis=0)
    Z = Xc @ W
    R = Xc - Z @ W.T

    # Backward pass
    # return np.sum(R * R) / len(X)
    dR = 2 * R / len(X)
    # R = Xc - Z @ W.T
    dz = -dR
    dZ = dz @ W
    dW = dz.T @ Z
    # Z = Xc @ W
    dXc = dR + dZ @ W.T
    dW += Xc.T @ dZ
    # Xc = X - X.mean(axis=0)
    dX = dXc - dXc.sum(axis=0) / X.shape[0]
    return dW, dX
