using System.Text.Json.Serialization;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.Analyze;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Steps.Plan;
using Whimbrel.Engine.Steps.Restore;
using Whimbrel.Engine.Steps.Verify;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Journal;

/// <summary>How the engine's facts become JSON: camelCase, written out at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(RunFacts))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(RunEnd))]
[JsonSerializable(typeof(RunProgress))]
[JsonSerializable(typeof(Assessment))]
[JsonSerializable(typeof(BackupFacts))]
[JsonSerializable(typeof(Fingerprint))]
[JsonSerializable(typeof(RehearsalFacts))]
[JsonSerializable(typeof(StoredRehearsal))]
[JsonSerializable(typeof(AppliedScript))]
[JsonSerializable(typeof(AnalyzedTables))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(WatchResult))]
[JsonSerializable(typeof(Baseline))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(CheckedBackup))]
[JsonSerializable(typeof(ComparedRestore))]
[JsonSerializable(typeof(SwappedDatabases))]
[JsonSerializable(typeof(ReplicaCount[]))]
[JsonSerializable(typeof(LockTry))]
[JsonSerializable(typeof(LogCount[]))]
[JsonSerializable(typeof(LatencySecond))]
[JsonSerializable(typeof(ConnectionGate))]
[JsonSerializable(typeof(DowntimeFacts))]
[JsonSerializable(typeof(RunRecord))]
public sealed partial class JournalJson : JsonSerializerContext;
