"""One more reason why a document failed, and an index of those that wait."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('reports', '0003_papers_known')]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='reason',
            field=models.CharField(blank=True, choices=[('blocked', 'Er is een reden om eerst te stoppen of te verwijzen. Zolang die er is, wordt er niets gemaakt.'), ('render_error', 'Bij het maken van de PDF ging iets mis. Het plan zelf is niet veranderd.'), ('too_slow', 'Het maken duurde te lang en is gestopt. Het plan zelf is niet veranderd.'), ('no_room', 'Er was geen ruimte meer om de PDF op te slaan. Het plan zelf is niet veranderd.'), ('lost', 'Het maken is te vaak onderbroken. Het plan zelf is niet veranderd.')], max_length=32),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['queued_at'], name='document_queue'),
        ),
    ]
