from importlib import import_module


import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import uuid
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


seats = import_module("courses.migrations.0002_seats_within_capacity")


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_seats_within_capacity'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The registrations' table is made anew, which no trigger may look at meanwhile; 0004 makes them again.
        migrations.RunPython(seats.drop_triggers, seats.create_triggers),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.CharField(max_length=150)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CoursePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=120, verbose_name='rubrik')),
                ('goal', models.CharField(blank=True, max_length=300, verbose_name='mål')),
                ('materials', models.TextField(blank=True, help_text='En sak på varje rad. Blir en packlista.', verbose_name='material')),
            ],
            options={
                'verbose_name': 'träffens innehåll',
                'verbose_name_plural': 'träffarnas innehåll',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('useful', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('clear', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('welcome', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('practical', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('good', models.CharField(blank=True, max_length=1000)),
                ('better', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['good', 'better', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GuestSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('seat', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['session__start', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MessageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('confirmation', 'bekräftelse på plats'), ('waiting', 'står på reservlistan'), ('offer', 'erbjuden plats'), ('lapsed', 'erbjudandet gick ut'), ('reminder', 'påminnelse före varje träff'), ('change', 'ändrad tid eller plats'), ('cancelled', 'inställd träff eller kurs'), ('follow_up', 'efter kursen'), ('group', 'kursledaren skriver till gruppen')], max_length=20, verbose_name='meddelande')),
                ('audience', models.CharField(choices=[('client', 'deltagare'), ('staff', 'personal')], max_length=10, verbose_name='till')),
                ('subject', models.CharField(max_length=100, verbose_name='ämnesrad')),
                ('body', models.TextField(max_length=2000, verbose_name='text i mejl')),
                ('sms', models.CharField(blank=True, help_text='Tomt: inget sms skickas.', max_length=306, verbose_name='text i sms')),
                ('is_on', models.BooleanField(default=True, verbose_name='skickas')),
                ('hours', models.PositiveSmallIntegerField(default=0, help_text='För påminnelse: före träffen. För det som kommer efter: efter.', verbose_name='timmar före eller efter')),
            ],
            options={
                'verbose_name': 'meddelandetext',
                'verbose_name_plural': 'meddelandetexter',
                'ordering': ['audience', 'pk'],
                'default_permissions': ('change', 'view'),
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_seat_and_state',
        ),
        migrations.AddField(
            model_name='attendance',
            name='number',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='coursepage',
            name='offer_hours',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Så länge hålls platsen för den som står först på reservlistan. Tomt: platsen ges direkt, utan fråga.', null=True, verbose_name='timmar att svara på en erbjuden plats'),
        ),
        migrations.AddField(
            model_name='coursepage',
            name='priority_groups',
            field=models.TextField(blank=True, help_text='En grupp på varje rad, den som går först överst. För personal: yrkesrollen. Inom en grupp gäller tiden.', verbose_name='grupper som går först på reservlistan'),
        ),
        migrations.AddField(
            model_name='coursepage',
            name='valid_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Tomt: den slutar inte att gälla.', null=True, verbose_name='månader som utbildningen gäller'),
        ),
        migrations.AddField(
            model_name='occasion',
            name='is_followed_up',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='registration',
            name='group',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='registration',
            name='has_evaluated',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='registration',
            name='offer_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='registration',
            name='priority',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='session',
            name='deviation',
            field=models.CharField(blank=True, help_text='Skriv inget om enskilda deltagare.', max_length=500, verbose_name='avvikelse från planen'),
        ),
        migrations.AddField(
            model_name='session',
            name='is_cancelled',
            field=models.BooleanField(default=False, verbose_name='inställd'),
        ),
        migrations.AddField(
            model_name='session',
            name='reminded_for',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='move',
            name='to_state',
            field=models.CharField(choices=[('placed', 'har plats'), ('offered', 'är erbjuden en plats'), ('waiting', 'på reservlistan'), ('cancelled', 'avbokad')], max_length=10),
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('placed', 'har plats'), ('offered', 'är erbjuden en plats'), ('waiting', 'på reservlistan'), ('cancelled', 'avbokad')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='coursepage',
            constraint=models.CheckConstraint(condition=models.Q(('offer_hours', None), ('offer_hours__gte', 1), _connector='OR'), name='course_offer_hours_positive'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offer_until', None), ('seat__gte', 1), ('seat__isnull', False), ('state', 'placed')), models.Q(('offer_until__isnull', False), ('seat__gte', 1), ('seat__isnull', False), ('state', 'offered')), models.Q(('offer_until', None), ('seat', None), ('state__in', ['waiting', 'cancelled'])), _connector='OR'), name='registration_seat_and_state'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='certificate',
            name='registration',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='courses.registration'),
        ),
        migrations.AddField(
            model_name='coursepart',
            name='chapter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='läs mer i handboken'),
        ),
        migrations.AddField(
            model_name='coursepart',
            name='course',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='courses.coursepage'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='occasion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='courses.occasion'),
        ),
        migrations.AddField(
            model_name='guestseat',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_seats', to='courses.registration'),
        ),
        migrations.AddField(
            model_name='guestseat',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_seats', to='courses.session'),
        ),
        migrations.AddConstraint(
            model_name='messagetext',
            constraint=models.UniqueConstraint(fields=('kind', 'audience'), name='message_text_once'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('clear__range', (1, 5)), ('practical__range', (1, 5)), ('useful__range', (1, 5)), ('welcome__range', (1, 5))), name='evaluation_scores'),
        ),
        migrations.AddConstraint(
            model_name='guestseat',
            constraint=models.UniqueConstraint(fields=('session', 'seat'), name='guest_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='guestseat',
            constraint=models.UniqueConstraint(fields=('registration', 'number'), name='guest_once'),
        ),
        migrations.AddConstraint(
            model_name='guestseat',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('seat__gte', 1)), name='guest_seat_positive'),
        ),
    ]
