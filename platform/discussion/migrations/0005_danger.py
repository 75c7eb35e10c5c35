from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0004_mail'),
    ]

    operations = [
        migrations.AlterField(
            model_name='moderationaction',
            name='rule',
            field=models.CharField(choices=[('danger', 'Somebody’s life or safety is in danger'), ('illegal', 'It breaks the law'), ('hate', 'It attacks people for who they are'), ('harassment', 'It harasses or threatens somebody'), ('private', 'It tells private things of somebody'), ('spam', 'It is advertising or a flood'), ('off_topic', 'It belongs elsewhere'), ('false', 'It misleads on purpose'), ('other', 'Another reason, told in words')], max_length=12),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('digest', 'what is new in a channel that one follows'), ('named', 'that one was named or answered'), ('outcome', 'what became of a question'), ('measure', 'what a moderator did, and why'), ('receipt', 'that a report has arrived'), ('decision', 'what was decided on a report'), ('appeal', 'what was decided on an appeal'), ('danger', 'that somebody may be in danger')], max_length=10),
        ),
        migrations.AlterField(
            model_name='report',
            name='reason',
            field=models.CharField(choices=[('danger', 'Somebody’s life or safety is in danger'), ('illegal', 'It breaks the law'), ('hate', 'It attacks people for who they are'), ('harassment', 'It harasses or threatens somebody'), ('private', 'It tells private things of somebody'), ('spam', 'It is advertising or a flood'), ('off_topic', 'It belongs elsewhere'), ('false', 'It misleads on purpose'), ('other', 'Another reason, told in words')], max_length=12, verbose_name='what is wrong'),
        ),
    ]
