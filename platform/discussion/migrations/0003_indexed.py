import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0002_hands'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indexed',
            fields=[
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='indexed', serialize=False, to='discussion.channel')),
                ('seq', models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]
