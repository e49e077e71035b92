using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Whether what is left of the downtime's budget suffices: by what the rehearsal measured.</summary>
internal static class DowntimeBudget
{
    /// <summary>Before a migration begins: would all that are left be done in time?</summary>
    /// <exception cref="OperatorException">With 8 when they would not.</exception>
    public static void AssertSuffices(Run run, IStep next)
    {
        if (next is not ApplyMigration || run.Command != RunCommand.Migrate || run.Facts.Downtime == "zero")
        {
            return;
        }

        var (state, measured) = (run.State, run.Measured);
        run.Downtime.ExpectWayBack(TimeSpan.FromMilliseconds(run.Migrations.Where(m => state.IsDone(ApplyMigration.KeyOf(m.Version))).Sum(m => measured?.RollbackOf(m.Version)?.Ms ?? 0)));
        var elapsed = run.Downtime.Elapsed;
        var needed = TimeSpan.FromMilliseconds(run.Migrations.Where(m => !state.IsDone($"{nameof(RecordVersion.RecordVersion)} {m.Version}")).Sum(MsOf));
        if (elapsed + needed > run.Settings.Downtime.Budget)
        {
            throw Over(run, $"{Duration.Say(elapsed)} have passed, and the migrations took {Duration.Say(needed)} in the rehearsal");
        }

        double MsOf(Migration migration) => measured?.Migrations.FirstOrDefault(r => r.Version == migration.Version)?.Ms ?? 0;
    }

    /// <summary>While it runs: is it time to go back? Null while it is not.</summary>
    /// <param name="back">How long that takes.</param>
    public static OperatorException? WhyOver(Run run, TimeSpan elapsed, TimeSpan back) => elapsed + back <= run.Settings.Downtime.Budget
        ? null
        : Over(run, $"{Duration.Say(elapsed)} have passed{(back > TimeSpan.Zero ? $", and going back takes {Duration.Say(back)}" : "")}");

    private static OperatorException Over(Run run, string why) => new(
        $"the downtime budget of {Duration.Say(run.Settings.Downtime.Budget)} cannot be met: {why}",
        "set downtime.budget to what the maintenance window allows, or make the migration smaller: 'whimbrel rehearse' shows what takes how long.",
        ExitCode.BudgetNotMet);
}
