"""From two short lists to one scheme; labels of one language in one row."""

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion
import modelcluster.fields

LISTS = ("themes", "target-groups")


def join_lists(apps, schema_editor):
    """Move the concepts of the two lists into one scheme, and their labels into rows."""
    using = schema_editor.connection.alias
    schemes = apps.get_model("vocabulary", "ConceptScheme").objects.using(using)
    concepts = apps.get_model("vocabulary", "Concept").objects.using(using)
    rows = apps.get_model("vocabulary", "ConceptLabels").objects.using(using)
    old = apps.get_model("vocabulary", "ConceptLabel").objects.using(using)
    if not concepts.exists():
        schemes.filter(slug__in=LISTS).delete()
        return
    scheme, _new = schemes.get_or_create(
        slug="inclusion", defaults={"title": "Inclusion at local level"}
    )
    for name in LISTS:
        concepts.filter(scheme__slug=name).update(scheme=scheme, facet=name, loaded="first")
    schemes.filter(slug__in=LISTS).delete()
    found = {}
    for label in old.order_by("pk"):
        kinds = found.setdefault((label.concept_id, label.language), {})
        kinds.setdefault(label.kind, []).append(label.text)
    rows.bulk_create(
        rows.model(
            concept_id=concept,
            language=language,
            preferred=(kinds.get("preferred") or kinds.get("alternative") or [""])[0],
            alternative="\n".join(kinds.get("alternative", [])),
            hidden="\n".join(kinds.get("hidden", [])),
        )
        for (concept, language), kinds in found.items()
    )


class Migration(migrations.Migration):
    """Adds the new columns and fills them; 0003 takes the old table away."""

    dependencies = [("vocabulary", "0001_initial")]

    operations = [
        migrations.AddField(
            "conceptscheme",
            "loaded",
            models.CharField(max_length=64, blank=True, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "concept",
            "facet",
            models.CharField(
                choices=[("themes", "theme"), ("target-groups", "target group")],
                max_length=20,
                blank=True,
                default="",
                verbose_name="offered as",
                help_text=(
                    "Themes and target groups are chosen by authors; the others are for finding"
                ),
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "concept",
            "matches",
            models.TextField(
                blank=True,
                default="",
                verbose_name="the same elsewhere",
                help_text="Addresses of the term in EuroVoc or another list, one line each",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "concept",
            "loaded",
            models.CharField(max_length=64, blank=True, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "concept",
            "related",
            modelcluster.fields.ParentalManyToManyField(
                "vocabulary.concept", blank=True, verbose_name="related terms"
            ),
        ),
        migrations.CreateModel(
            name="ConceptLabels",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=settings.LANGUAGES, max_length=5, verbose_name="language"
                    ),
                ),
                (
                    "preferred",
                    models.CharField(
                        max_length=120,
                        verbose_name="preferred label",
                        help_text="What readers see",
                    ),
                ),
                (
                    "alternative",
                    models.TextField(
                        blank=True,
                        verbose_name="alternative labels",
                        help_text=(
                            "Other words for the same: synonyms, abbreviations; one line each"
                        ),
                    ),
                ),
                (
                    "hidden",
                    models.TextField(
                        blank=True,
                        verbose_name="hidden labels",
                        help_text=(
                            "Frequent misspellings and outdated words, only for finding; "
                            "one line each"
                        ),
                    ),
                ),
                (
                    "concept",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="label_rows",
                        to="vocabulary.concept",
                    ),
                ),
            ],
            options={
                "verbose_name": "labels in one language",
                "verbose_name_plural": "labels",
                "ordering": ["concept", "language"],
            },
        ),
        migrations.RunPython(join_lists, migrations.RunPython.noop),
    ]
