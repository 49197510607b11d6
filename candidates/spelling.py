"""How far two words are apart. Pure."""


def distance(one: str, other: str) -> int:
    """The letters to change, add, leave out or swap with their neighbour to make `other` of `one`."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, there in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def is_slip(one: str, other: str) -> bool:
    """Whether `other` may be what was meant: one slip in a short word, up to three in a long one, none in its first
    letter (otherwise half the ordinary words of Danish would be somebody's trade).
    """
    return one[:1] == other[:1] and 0 < distance(one, other) <= (
        1 if len(one) <= 5 else 2 if len(one) <= 9 else 3
    )
