from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0005_danger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='discussion_pinned',
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('pinned', True)), fields=['channel', 'created_seq'], name='discussion_pinned'),
        ),
    ]
