"""A version that was sent, and minutes that were held, are removed by the owner alone, when their time is over.

Nothing of them can be changed, as before.
"""

from django.db import migrations

PARTS = {"party": "agreementparty", "tick": "versiontick", "goal": "versiongoal"}
NEW = (
    "".join(
        f"""
drop trigger {name}_kept on agreements_{table};
create trigger {name}_kept before insert or update on agreements_{table}
    for each row execute function agreements_keep_sent_part();
create trigger {name}_stays before delete on agreements_{table}
    for each row when (not accounts_removal_is_allowed()) execute function agreements_keep_sent_part();
"""
        for name, table in PARTS.items()
    )
    + """
drop trigger correction_kept on agreements_minutescorrection;
create trigger correction_kept before update on agreements_minutescorrection
    for each row execute function agreements_keep_minutes();
create trigger correction_stays before delete on agreements_minutescorrection
    for each row when (not accounts_removal_is_allowed()) execute function agreements_keep_minutes();
"""
)
OLD = (
    "".join(
        f"""
drop trigger {name}_stays on agreements_{table};
drop trigger {name}_kept on agreements_{table};
create trigger {name}_kept before insert or update or delete on agreements_{table}
    for each row execute function agreements_keep_sent_part();
"""
        for name, table in PARTS.items()
    )
    + """
drop trigger correction_stays on agreements_minutescorrection;
drop trigger correction_kept on agreements_minutescorrection;
create trigger correction_kept before update or delete on agreements_minutescorrection
    for each row execute function agreements_keep_minutes();
"""
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_hold"), ("agreements", "0012_sign_copies")]

    operations = [migrations.RunSQL(NEW, OLD)]
