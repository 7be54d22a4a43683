import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0002_audit_append_only"),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='StartPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.CharField(blank=True, help_text='En eller två meningar. Visas överst på sidan, i listor och i sökresultat.', max_length=250, verbose_name='sammanfattning')),
                ('access', models.CharField(choices=[('public', 'alla'), ('staff', 'personal som är inloggad')], default='public', max_length=10, verbose_name='vem får läsa')),
                ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='inledning')),
            ],
            options={
                'verbose_name': 'startsida',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TextPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.CharField(blank=True, help_text='En eller två meningar. Visas överst på sidan, i listor och i sökresultat.', max_length=250, verbose_name='sammanfattning')),
                ('access', models.CharField(choices=[('public', 'alla'), ('staff', 'personal som är inloggad')], default='public', max_length=10, verbose_name='vem får läsa')),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'textsida',
                'verbose_name_plural': 'textsidor',
            },
            bases=('wagtailcore.page',),
        ),
    ]
