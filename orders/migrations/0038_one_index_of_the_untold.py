from django.db import migrations


class Migration(migrations.Migration):
    """The index by owner is enough: every index of the ledger costs as much as a row of it."""

    dependencies = [("orders", "0037_leads_for_a_company")]

    operations = [migrations.RemoveIndex(model_name="firing", name="firing_untold")]
