using System.Collections;
using System.Text.RegularExpressions;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Tests.Settings;

public sealed partial class SampleSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loads_as_it_is_written() => Load(SampleSettings.Text).Database.ToString().ShouldBe("hosting_db on 127.0.0.1:5432");

    [Fact]
    public void Loads_with_every_comment_sign_of_a_key_taken_away() => Load(Uncommented()).Notify.Webhook!.Host.ShouldBe("hooks.example.com");

    [Fact]
    public void Shows_the_defaults_as_they_are()
    {
        var (bare, full) = (Load(SampleSettings.Text), Load(Uncommented()));

        full.Migrations.ShouldBe(bare.Migrations);
        full.Backup.MinimumFree.ShouldBe(bare.Backup.MinimumFree);
        full.Locks.ShouldBe(bare.Locks);
        (full.Downtime.Budget, full.Downtime.ForWork, full.Downtime.ForCancel, full.Downtime.ForStart).ShouldBe((bare.Downtime.Budget, bare.Downtime.ForWork, bare.Downtime.ForCancel, bare.Downtime.ForStart));
        (full.Watch with { Prometheus = bare.Watch.Prometheus }).ShouldBe(bare.Watch);
        full.RollBackOnFailure.ShouldBe(bare.RollBackOnFailure);
        full.StatePath.ShouldBe(bare.StatePath);
    }

    private static string Uncommented() => CommentedKey().Replace(SampleSettings.Text, "${indent}${key}");

    private WhimbrelSettings Load(string yaml) =>
        SettingsLoader.Load(new SettingsOrigin(_folder.Write("whimbrel.yaml", yaml), [], new Hashtable(), _folder.Path));

    [GeneratedRegex(@"^(?<indent>\s*)# (?<key>\s*[a-z_]+:.*)$", RegexOptions.Multiline, 1000)]
    private static partial Regex CommentedKey();
}
