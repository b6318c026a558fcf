"""The search form of the guideline pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.language import language
from interventions.guideline.library import SearchFilters
from interventions.guideline.lines import USES
from interventions.knowledge import get_knowledge

ANY = ("", _("alles"))


class SearchForm(forms.Form):
    """Words and filters. A choice that does not exist is no filter."""

    words = WordsField(label=_("Zoek in het handvat"), required=False, max_length=100)
    use = forms.ChoiceField(label=_("Soort regel"), required=False)
    document = forms.ChoiceField(label=_("Bron"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = get_knowledge().documents.values()
        self.fields["words"].widget.attrs["class"] = "form-control"
        for name, choices in (
            ("use", list(USES.items())),
            ("document", [(document.id, document.short.in_language(language())) for document in documents]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *choices]
            field.widget.attrs["class"] = "form-select"

    @property
    def filters(self) -> SearchFilters:
        """What was typed and chosen, as far as it can be used."""
        self.full_clean()
        return SearchFilters(
            **{name: self.cleaned_data.get(name, "") for name in ("words", "use", "document")}
        )
