"""Splitting a whole number among several, fairly and to the last one (largest remainder)."""


def split(total, weights, most):
    """``total`` things among as many as there are ``weights``, none getting above its ``most``.

    Proportional to the weights, rounded so that the parts sum to ``total``: the largest remainders
    get the last ones, the earlier of equals first. What one cannot take goes to the others in
    proportion. Weights of 0 get something only when nobody else can take it. Raises ValueError if
    ``total`` is negative or more than all can take.
    """
    if total < 0 or total > sum(most):
        raise ValueError(f"{total} does not fit into {sum(most)}")
    parts = [0] * len(weights)
    while (left := total - sum(parts)) > 0:
        open_ = [n for n in range(len(parts)) if parts[n] < most[n]]
        heavy = [n for n in open_ if weights[n] > 0] or open_
        of = {n: weights[n] or 1 for n in heavy}
        whole = sum(of.values())
        full = [n for n in heavy if left * of[n] >= (most[n] - parts[n]) * whole]
        if full:  # these take what they can; the rest is shared out anew
            for n in full:
                parts[n] = most[n]
            continue
        remainders = {}
        for n in heavy:
            more, remainders[n] = divmod(left * of[n], whole)
            parts[n] += more
        rest = total - sum(parts)
        for n in sorted(heavy, key=lambda n: (-remainders[n], n))[:rest]:
            parts[n] += 1
    return parts
