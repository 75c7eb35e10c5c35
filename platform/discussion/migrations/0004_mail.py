import alerts.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def begin_here(apps, _schema_editor):
    """Tell nobody by mail of what was written before there was any."""
    rows = apps.get_model("discussion", "Channel").objects.values_list("pk", "last_seq")
    mailed = apps.get_model("discussion", "Mailed")
    mailed.objects.bulk_create(mailed(channel_id=pk, seq=seq) for pk, seq in rows)


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0003_indexed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailed',
            fields=[
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mailed', serialize=False, to='discussion.channel')),
                ('seq', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='report',
            name='lang',
            field=models.CharField(blank=True, max_length=5, verbose_name='language of the answer'),
        ),
        migrations.CreateModel(
            name='Following',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('immediate', 'Within minutes'), ('daily', 'Every morning, if there is something new'), ('weekly', 'On Monday mornings, if there is something new'), ('off', 'Not at all')], max_length=10, verbose_name='how often')),
                ('seq', models.PositiveBigIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_index=True, null=True)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followings', to='discussion.channel')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-since', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mentions', models.BooleanField(default=True, verbose_name='Somebody names me in a message')),
                ('answers', models.BooleanField(default=True, verbose_name='Somebody answers me, or writes in a thread I wrote in')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(default=alerts.models.new_message_id, max_length=200, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'waits'), ('sending', 'is being handed over'), ('sent', 'sent'), ('given_up', 'given up')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('kind', models.CharField(choices=[('digest', 'what is new in a channel that one follows'), ('named', 'that one was named or answered'), ('outcome', 'what became of a question'), ('measure', 'what a moderator did, and why'), ('receipt', 'that a report has arrived'), ('decision', 'what was decided on a report'), ('appeal', 'what was decided on an appeal')], max_length=10)),
                ('after', models.PositiveBigIntegerField(default=0)),
                ('until', models.PositiveBigIntegerField(default=0)),
                ('action', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='notices', to='discussion.moderationaction')),
                ('appeal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='discussion.appeal')),
                ('following', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='discussion.following')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='discussion.question')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='discussion.report')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('mention', 'it names them'), ('answer', 'it answers them')], max_length=8)),
                ('seq', models.PositiveBigIntegerField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='discussion.message')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='discussion.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['notice', 'message'],
            },
        ),
        migrations.AddConstraint(
            model_name='following',
            constraint=models.UniqueConstraint(fields=('person', 'channel'), name='discussion_follows_once'),
        ),
        migrations.AddConstraint(
            model_name='following',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at', None), ('rhythm', 'off')), models.Q(models.Q(('rhythm', 'off'), _negated=True), ('due_at__isnull', False)), _connector='OR'), name='discussion_due_unless_off'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['state', 'not_before'], name='discussion_notices_waiting'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('person', 'message'), name='discussion_told_once'),
        ),
        migrations.RunPython(begin_here, migrations.RunPython.noop),
    ]
