"""Figures are cells of a two-way table, what is left of an area, and what is left of an industry."""

from django.db import migrations, models
from django.db.models import Q

from barometer.migrations._two_way import NO_TWO_WAY, TWO_WAY

# A round that was counted before has what is left of its areas, and so one line of what is left of all industries.
BEFORE = """
update barometer_barometercounted set is_told = true where part <> '';
update barometer_barometerfigure set kind = 'area' where section = '';
insert into barometer_barometerfigure (round_id, kind, municipality, section, division, companies,
    balance_3, balance_12, people_3, people_12)
select round_id, 'section', '', '', '', sum(companies), sum(balance_3), sum(balance_12), sum(people_3), sum(people_12)
  from barometer_barometerfigure where kind = 'area' group by round_id;
"""


class Migration(migrations.Migration):
    dependencies = [("barometer", "0003_endings_of_a_note")]

    operations = [
        migrations.AddField(
            model_name="barometercounted",
            name="is_told",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="barometerfigure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("cell", "Branche i en kommune"),
                    ("area", "Resten af en kommune"),
                    ("section", "Resten af en branche"),
                ],
                default="cell",
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint(model_name="barometerfigure", name="barometer_figure_once"),
        migrations.AddConstraint(
            model_name="barometerfigure",
            constraint=models.UniqueConstraint(
                fields=("round", "kind", "municipality", "section", "division"), name="barometer_figure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="barometerfigure",
            constraint=models.CheckConstraint(
                condition=Q(("kind__in", ["cell", "area", "section"])), name="barometer_figure_kind_known"
            ),
        ),
        migrations.RunSQL(BEFORE, "delete from barometer_barometerfigure where kind = 'section';"),
        migrations.RunSQL(TWO_WAY, NO_TWO_WAY),
    ]
