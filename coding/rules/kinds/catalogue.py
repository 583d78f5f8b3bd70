"""The table of kinds: what a rule file may name in its column ``kind``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coding.rules.kinds import code_kinds as kinds_codes
from coding.rules.kinds import document_kinds as kinds_documents
from coding.rules.kinds import evidence_kinds as kinds_evidence
from coding.rules.kinds import field_kinds as kinds_fields
from coding.rules.kinds import group_kinds as kinds_group
from coding.rules.kinds import identity_kind as identity
from coding.rules.kinds import neighbour_kinds as kinds_neighbours
from coding.rules.kinds import row_kinds as kinds_rows
from coding.rules.kinds import table_kinds as kinds_tables
from coding.rules.params import Params
from coding.rules.rule import Compiled, Rule

Kind = Callable[[Rule, Params], Compiled]

KINDS: Mapping[str, Kind] = {
    "required": kinds_fields.required,
    "domain": kinds_fields.domain,
    "format": kinds_fields.formatted,
    "range": kinds_fields.in_range,
    "length": kinds_fields.too_long,
    "sum": kinds_fields.total_matches,
    "reckoned": kinds_fields.reckoned,
    "expression": kinds_fields.expression,
    "hour_of": kinds_fields.hour_of,
    "id_card": identity.identity_card,
    "principal_not": kinds_codes.principal_not,
    "sex_and_code": kinds_codes.sex_and_code,
    "pair": kinds_codes.pair,
    "several": kinds_codes.several,
    "duplicate": kinds_codes.duplicate,
    "needs": kinds_codes.needs,
    "symptom": kinds_codes.symptom,
    "code_shape": kinds_tables.code_shape,
    "in_table": kinds_tables.in_table,
    "leaf": kinds_tables.leaf,
    "grey": kinds_tables.grey_code,
    "level_by_table": kinds_tables.level_by_table,
    "name_fits": kinds_tables.name_fits,
    "asterisk_alone": kinds_codes.asterisk_alone,
    "excluded_complication": kinds_group.excluded_complication,
    "indication": kinds_group.indication,
    "main_procedure": kinds_group.main_procedure,
    "symptom_lifts_group": kinds_group.symptom_lifts_group,
    "one_of_two": kinds_rows.one_of_two,
    "gap": kinds_rows.gap,
    "intensive_care": kinds_rows.intensive_care,
    "sides": kinds_rows.sides,
    "neighbours": kinds_neighbours.neighbours,
    "deadline": kinds_documents.deadline,
    "settlement": kinds_documents.settlement,
    "mixed_editions": kinds_documents.mixed_editions,
    "mentioned": kinds_evidence.mentioned,
    "without_trace": kinds_evidence.without_trace,
    "lighter_principal": kinds_evidence.lighter_principal,
}
