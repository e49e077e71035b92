using System.Collections;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.PostgresTests;

/// <summary>Runs the engine on a workspace, as the command line would.</summary>
internal sealed class Operator(Workspace workspace) : IDisposable
{
    public RecordedOutput Output { get; } = new();

    public Interruption Interruption { get; } = new();

    /// <summary>Assignments as of <c>--set</c>.</summary>
    public List<string> Set { get; } = [];

    public WhimbrelSettings Settings
    {
        get
        {
            workspace.WriteConfig();
            return SettingsLoader.Load(new SettingsOrigin(workspace.Config, Set, new Hashtable(), workspace.Folder));
        }
    }

    public RunOpening Opening => new(Settings, Output, TimeProvider.System, Interruption);

    public async Task<OpenRun> BeginAsync(RunCommand command, string? to = null, params string[] skip) =>
        (await Opening.BeginAsync(new RunRequest(command, new MigrationWishes(to, [], [], ConfirmDestructive: true), null, null, skip, null), CancellationToken.None)).ShouldNotBeNull();

    /// <summary>A whole run without a backup, which needs pg_dump of the server's major.</summary>
    public async Task<RunEnding> ExecuteAsync(RunCommand command, string? to = null)
    {
        await using var open = await BeginAsync(command, to, "backup");
        return await RunExecution.ExecuteAsync(open);
    }

    public async Task<OpenRun> ReopenAsync(string command) => await new RunReopening(Settings, Opening, TimeProvider.System).ReopenAsync(command, [], CancellationToken.None);

    public Task<Database> ConnectAsync() => Database.ConnectAsync(Settings.Database, "whimbrel test", Settings.Locks.StallBudget, CancellationToken.None);

    public void Dispose() => Interruption.Dispose();
}
