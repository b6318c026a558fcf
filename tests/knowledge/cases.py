"""Where the cases of a rule stand."""

import yaml

from interventions.knowledge import FOLDER
from interventions.knowledge.case_files import RuleCase


def place_of_case(case: RuleCase) -> str:
    """File and line of a case, for a message: the file below the folder of rule cases."""
    folder = FOLDER / "cases" / "rules"
    for path in sorted(folder.rglob("*.yaml")):
        document = yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        assert document is not None, path
        for rule, cases in document.value:
            if rule.value == case.rule:
                for node in cases.value:
                    if {key.value: value.value for key, value in node.value}["name"] == case.name:
                        return f"{path.relative_to(folder)}:{node.start_mark.line + 1}"
    raise LookupError(str(case))
