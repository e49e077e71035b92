using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Whimbrel.Cli.Commands;
using Whimbrel.Cli.Dashboard;
using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Plan;
using Whimbrel.Engine.Steps.Verify;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Cli.Output;

/// <summary>One JSON document on stdout.</summary>
internal static class JsonOutput
{
    public static void Write<T>(T document, JsonTypeInfo<T> type)
    {
        Console.Out.Flush();
        using var stdout = Console.OpenStandardOutput();
        JsonSerializer.Serialize(stdout, document, type);
        stdout.Write("\n"u8);
    }
}

/// <summary>Why a command could not do its work.</summary>
internal sealed record ErrorDocument(string Error, string? Hint, int ExitCode);

/// <summary>What the commands print as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, MaxDepth = 1000)]
[JsonSerializable(typeof(ApplyDocument))]
[JsonSerializable(typeof(Assessment))]
[JsonSerializable(typeof(BackupFacts))]
[JsonSerializable(typeof(BackupListDocument))]
[JsonSerializable(typeof(BackupVerifyDocument))]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(IReadOnlyList<GitLabIssue>))]
[JsonSerializable(typeof(RulesDocument))]
[JsonSerializable(typeof(SarifLog))]
[JsonSerializable(typeof(DashboardDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(DroppedDatabasesDocument))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(FixDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(KillDocument))]
[JsonSerializable(typeof(LockTree))]
[JsonSerializable(typeof(NewDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(RehearsalFacts))]
[JsonSerializable(typeof(RunDiff))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(WatchResult))]
internal sealed partial class CliJson : JsonSerializerContext;
