"""What operator's makers make."""


def itemgetter(item, *others):
    if len(others) == 0:
        return lambda subject: subject[item]
    return lambda subject: tuple(subject[one] for one in (item, *others))
