"""How many rows a page of a list has: as the address asks, of the sizes offered."""

SIZES = (10, 20, 50, 100)


def page_size(query, usual=20):
    said = query.get("size", "")
    return int(said) if said in map(str, SIZES) else usual
