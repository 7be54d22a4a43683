"""Names, streets and numbers of the demo office. Nobody here has ever lived."""

from datetime import date, timedelta

FIRST_NAMES = (
    "Ahlam", "Berta", "Cevin", "Disa", "Elmedin", "Frej", "Gunvor", "Hodan", "Ivar", "Jamila", "Kasper", "Leila",
    "Måns", "Nadja", "Osvald", "Pernilla", "Rahel", "Sixten", "Tove", "Uffe", "Viola", "Yasin", "Zara", "Åke",
    "Ärla", "Östen",
)  # fmt: skip
STREETS = ("Provgatan", "Exempelvägen", "Låtsasstigen", "Påhittsgränd", "Demotorget", "Övningsbacken")
LANDLORDS = ("Exempelbostäder", "Påhittade Hem", "Låtsasvärden i Provstad", "Övningsfastigheter")


def _check_digit(nine: str) -> int:
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(nine)]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def _test_numbers(count: int) -> list[str]:
    """Numbers of people born in the 1890s with birth numbers from 980: the series that is given for tests."""
    numbers = []
    for index in range(count):
        day = date(1890, 1, 1) + timedelta(days=index * 37)
        nine = f"{day:%y%m%d}{980 + index % 20}"
        numbers.append(f"{day:%Y%m%d}{980 + index % 20}{_check_digit(nine)}")
    return numbers


TEST_NUMBERS = _test_numbers(45)
