using System.CommandLine;

namespace Whimbrel.Cli.Commands;

/// <summary>Every command, in the order in which an operator meets them.</summary>
internal static class AllCommands
{
    public static IReadOnlyList<Command> Create(CommandContext context) =>
    [
        InitCommand.Create(),
        NewCommand.Create(context),
        DoctorCommand.Create(context),
        StatusCommand.Create(context),
        AssessCommand.Create(context),
        BackupCommand.Create(context),
        CheckCommand.Create(context),
        SplitCommand.Create(),
        PlanCommand.Create(context),
        RehearseCommand.Create(context),
        MigrateCommand.Create(context),
        ApplyCommand.Create(context),
        ResumeCommand.Create(context),
        AbortCommand.Create(context),
        RollbackCommand.Create(context),
        RestoreCommand.Create(context),
        VerifyCommand.Create(context),
        WatchCommand.Create(context),
        LocksCommand.Create(context),
        HistoryCommand.Create(context),
        DashboardCommand.Create(context),
    ];
}
