"""The log of looks is still never changed; it is removed by the owner alone, when its time is over."""

from django.db import migrations

NEW = """
drop trigger final on candidates_accesslog;
create trigger final before update on candidates_accesslog
    for each row execute function candidates_log_is_final();
create trigger final_row before delete on candidates_accesslog
    for each row when (not accounts_removal_is_allowed()) execute function candidates_log_is_final();
"""
OLD = """
drop trigger final_row on candidates_accesslog;
drop trigger final on candidates_accesslog;
create trigger final before update or delete on candidates_accesslog
    for each row execute function candidates_log_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_hold"), ("candidates", "0014_looks_by_systems")]

    operations = [migrations.RunSQL(NEW, OLD)]
