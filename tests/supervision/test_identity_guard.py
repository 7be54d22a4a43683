"""What the guard finds and what it leaves alone, over a corpus that is made from a seed; both figures are printed."""

import random

import pytest

from supervision.identity_guard import Kind, find

NUMBERS = ("18900101-9802", "189001019802", "900101+9802")
PHONES = ("070-123 45 67", "08-465 004 10", "+46 70 123 45 67", "0701234567")
MAILS = ("namn@exempel.se", "a.b@post.exempel.se")
NAMES = ("Amina Hassan", "Lars Eriksson", "Johan", "Fatima")
FRAMES = (
    "Vi pratade om {} i dag.",
    "Hon gav mig {} när vi sågs.",
    "Jag skrev upp {} på lappen.",
    "Det stod {} i pärmen.",
)
CLEAN = (
    "Vi läste sidan om treveckorsfristen tillsammans.", "Mötet börjar kl. 13.15 i rum 204.", "Budgeten var 12 450 kronor.",
    "Vecka 28 provar gruppen veckobladet.", "Slutsats: mindre steg fungerar bättre.", "Tre av fyra hem hade öppnat posten.",
    "Kronofogden svarar oftast inom två veckor.", "Vi övade skalfrågor från 0 till 10.", "Boskolan har fyra träffar.",
    "Motiverande samtal är svårt när man har bråttom.", "Läs 12 kap. 44 § jordabalken.", "Hyran kommer den 25:e.",
)  # fmt: skip


def corpus():
    chance = random.Random(20261121)
    dirty = [
        (kind, chance.choice(FRAMES).format(value))
        for kind, values in ((Kind.NUMBER, NUMBERS), (Kind.PHONE, PHONES), (Kind.EMAIL, MAILS), (Kind.NAME, NAMES))
        for value in (chance.choice(values) for _ in range(75))
    ]
    return dirty, [" ".join(chance.sample(CLEAN, 2)) for _ in range(200)]


def test_recall_and_false_alarms(capsys):
    dirty, clean = corpus()
    recall = {}
    for kind in (Kind.NUMBER, Kind.PHONE, Kind.EMAIL, Kind.NAME):
        sentences = [text for each, text in dirty if each == kind]
        recall[kind] = sum(bool(find(text)) for text in sentences) / len(sentences)
    alarms = sum(bool(find(text)) for text in clean) / len(clean)
    with capsys.disabled():
        print(
            f"\nidentity guard: recall { ({str(k): round(v, 2) for k, v in recall.items()}) }, false alarms {alarms:.2f}"
        )

    assert min(recall[Kind.NUMBER], recall[Kind.PHONE], recall[Kind.EMAIL]) >= 0.95
    assert recall[Kind.NAME] >= 0.8
    assert alarms <= 0.05


@pytest.mark.parametrize("text", ["19\u00a0890101", "2026-03-05", "kl. 13.15", "12 450 kronor", "vecka 28"])
def test_ordinary_numbers_are_left_alone(text):
    assert find(text) == []


def test_colleagues_may_be_named():
    assert find("Anna Assistent och Bo tog upp frågan.", allowed=["Anna Assistent", "Bo Boendestödjare"]) == []
