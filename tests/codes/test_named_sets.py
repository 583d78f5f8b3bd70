"""Sets of codes that have a name, for rules and suggestions alike."""

from coding.codes.named_sets import codes_of, named_codes
from coding.rules.rule_book import embedded_sets


def test_a_name_stands_for_the_codes_of_its_set_among_others():
    assert "I21.900" in codes_of("I20-I25")
    assert codes_of("@asterisk") == named_codes("asterisk")
    both = codes_of("@asterisk, I20-I25")
    assert "I21.900" in both
    assert "G63.2" in both


def test_every_set_says_to_suggestions_what_it_says_to_rules():
    for name, codes in embedded_sets().items():
        assert named_codes(name).text == codes, name
