import django.utils.timezone
from django.db import migrations, models


def end_old_proofs(apps, schema_editor):
    """Proofs used to be stored when they had ended."""
    apps.get_model("caseload", "Proof").objects.update(ended_at=models.F("at"))


class Migration(migrations.Migration):

    dependencies = [
        ('caseload', '0002_working_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.CharField(db_index=True, max_length=12, verbose_name='ärende')),
                ('username', models.CharField(db_index=True, max_length=150, verbose_name='användare')),
                ('reason', models.CharField(max_length=300, verbose_name='skäl')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='från')),
                ('made_by', models.CharField(max_length=150, verbose_name='beslutat av')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='till')),
                ('lifted_by', models.CharField(blank=True, max_length=150, verbose_name='hävt av')),
            ],
            options={
                'verbose_name': 'spärr',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.CharField(db_index=True, max_length=12, verbose_name='ärende')),
                ('case_unit', models.CharField(blank=True, max_length=40, verbose_name='ärendets enhet')),
                ('username', models.CharField(db_index=True, max_length=150, verbose_name='användare')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='enhet')),
                ('roles', models.CharField(blank=True, max_length=300, verbose_name='roller')),
                ('reason', models.CharField(max_length=300, verbose_name='skäl')),
                ('began_at', models.DateTimeField(verbose_name='från')),
                ('reviewed_at', models.DateTimeField(null=True, verbose_name='granskad')),
                ('reviewed_by', models.CharField(blank=True, max_length=150, verbose_name='granskad av')),
                ('outcome', models.CharField(blank=True, choices=[('', 'Inte granskad'), ('befogad', 'Befogad'), ('obefogad', 'Inte befogad')], max_length=10, verbose_name='bedömning')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='anteckning')),
            ],
            options={
                'verbose_name': 'nödåtkomst',
                'verbose_name_plural': 'nödåtkomster',
                'ordering': ['-began_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.CharField(db_index=True, max_length=12, verbose_name='ärende')),
                ('reason', models.CharField(max_length=300, verbose_name='skäl')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='från')),
                ('made_by', models.CharField(max_length=150, verbose_name='beslutat av')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='till')),
                ('ended_by', models.CharField(blank=True, max_length=150, verbose_name='hävt av')),
            ],
            options={
                'verbose_name': 'begränsat ärende',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='proof',
            options={'default_permissions': (), 'ordering': ['-at', '-pk'], 'verbose_name': 'bevis'},
        ),
        migrations.AddField(
            model_name='proof',
            name='differing',
            field=models.JSONField(default=list, verbose_name='skiljer sig'),
        ),
        migrations.AddField(
            model_name='proof',
            name='differing_count',
            field=models.PositiveIntegerField(default=0, verbose_name='antal som skiljer sig'),
        ),
        migrations.AddField(
            model_name='proof',
            name='ended_at',
            field=models.DateTimeField(null=True, verbose_name='slutade'),
        ),
        migrations.AddField(
            model_name='proof',
            name='fault',
            field=models.CharField(blank=True, max_length=100, verbose_name='fel'),
        ),
        migrations.AddField(
            model_name='proof',
            name='night',
            field=models.DateField(null=True, unique=True, verbose_name='natt'),
        ),
        migrations.AlterField(
            model_name='proof',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='började'),
        ),
        migrations.AlterField(
            model_name='proof',
            name='equal',
            field=models.BooleanField(null=True, verbose_name='lika'),
        ),
        migrations.AlterField(
            model_name='proof',
            name='sha256',
            field=models.CharField(blank=True, max_length=64, verbose_name='fingeravtryck'),
        ),
        migrations.AlterField(
            model_name='proof',
            name='submissions',
            field=models.PositiveIntegerField(default=0, verbose_name='blanketter'),
        ),
        migrations.RunPython(end_old_proofs, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('equal', None)), models.Q(('ended_at__isnull', False), ('equal__isnull', False)), _connector='OR'), name='proof_ends_with_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('case', 'username'), name='one_standing_block'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='block_says_why'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', '')), models.Q(('lifted_at__isnull', False), models.Q(('lifted_by', ''), _negated=True)), _connector='OR'), name='block_lifted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_by', models.F('username')), _negated=True), name='block_not_lifted_by_oneself'),
        ),
        migrations.AddConstraint(
            model_name='emergency',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='emergency_says_why'),
        ),
        migrations.AddConstraint(
            model_name='emergency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note', ''), ('outcome', ''), ('reviewed_at', None), ('reviewed_by', '')), models.Q(('reviewed_at__isnull', False), models.Q(('reviewed_by', ''), _negated=True), models.Q(('outcome', ''), _negated=True), models.Q(('note', ''), _negated=True)), _connector='OR'), name='emergency_review_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='emergency',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by', models.F('username')), _negated=True), name='emergency_not_reviewed_by_oneself'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='one_standing_restriction'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='restriction_says_why'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='restriction_ended_by_somebody'),
        ),
    ]
