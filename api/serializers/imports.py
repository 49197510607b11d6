"""Files with candidates on their way into the stock."""

from rest_framework import serializers

from imports.enums import ImportState


class ImportCountsSerializer(serializers.Serializer):
    """What the rows mean for the stock."""

    rows = serializers.IntegerField(help_text="Rows read so far.")
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    wrong = serializers.IntegerField(help_text="Rows that are not taken in; each has its faults.")
    notices = serializers.IntegerField(help_text="What was left out of rows that are taken in.")
    leaving = serializers.IntegerField(help_text="Candidates who are not in a file of the whole stock.")


class ImportDoneSerializer(serializers.Serializer):
    """What has been written."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    left = serializers.IntegerField()


class ImportSerializer(serializers.Serializer):
    """One file. It is read through first; nothing of the stock changes before it is started."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ImportState.values)
    file_name = serializers.CharField()
    format = serializers.ChoiceField(choices=["csv", "json", "xlsx"])
    encoding = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    whole_stock = serializers.BooleanField()
    percent = serializers.IntegerField(help_text="How far the worker is in its present step.")
    counts = ImportCountsSerializer()
    done = ImportDoneSerializer()
    headings = serializers.ListField(child=serializers.CharField(), help_text="Columns that are read.")
    ignored = serializers.ListField(child=serializers.CharField(), help_text="Columns that are not known.")
    absent = serializers.ListField(child=serializers.CharField(), help_text="Known columns that are missing.")
    needs_sure = serializers.BooleanField(
        help_text="So many would leave the stock that starting needs `sure`."
    )
    problem = serializers.CharField(help_text="Danish: why the file could not be read; empty otherwise.")
    created_at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()
    faults_url = serializers.CharField()


class ImportPageSerializer(serializers.Serializer):
    items = ImportSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class FaultSerializer(serializers.Serializer):
    """What is wrong in a line, and what to write instead. Quotes nobody's name."""

    line = serializers.IntegerField(help_text="Counted from 1; 0 is the file as a whole.")
    column = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=["error", "notice"], help_text="A row with an error is not taken in; with notices it is."
    )
    text = serializers.CharField(help_text="Danish.")


class FaultPageSerializer(serializers.Serializer):
    items = FaultSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class StartSerializer(serializers.Serializer):
    """The decision to take the file in."""

    sure = serializers.BooleanField(
        required=False, default=False, help_text="Although many would leave the stock."
    )
