using System.Globalization;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class BackupRetentionTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 14, 22, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, null, "")]
    [InlineData(2, null, "2 4")]
    [InlineData(1, null, "1 2 4")]
    [InlineData(0, 36, "2 4")]
    [InlineData(4, 36, "2 4")]
    [InlineData(0, 0, "1 2 4")]
    public void Keeps_the_newest_and_the_newest_that_was_restored(int keep, int? hours, string gone)
    {
        var backups = Enumerable.Range(0, 5).Select(days => Backup(days, isRestored: days is 3 or 4)).ToList();
        var settings = new BackupSettings("/backups", IsDefaultPath: false, 0.3) { Keep = keep, KeepFor = hours is { } h ? TimeSpan.FromHours(h) : null };

        string.Join(' ', BackupRetention.Superfluous(backups, settings, _now).Select(b => b.File)).ShouldBe(gone);
    }

    private static BackupFacts Backup(int days, bool isRestored) =>
        new(days.ToString(CultureInfo.InvariantCulture), 1, "", 1, Verified: true, null, "hosting_db", "15.18", "15.18", "custom", _now.AddDays(-days).AddMinutes(-1), "Backup", [])
        {
            RestoredAt = isRestored ? _now : null,
        };
}
