using Whimbrel.Sql.Rules.Columns;
using Whimbrel.Sql.Rules.Constraints;
using Whimbrel.Sql.Rules.Data;
using Whimbrel.Sql.Rules.Indexes;
using Whimbrel.Sql.Rules.Objects;
using Whimbrel.Sql.Rules.Operations;
using Whimbrel.Sql.Rules.Partitions;
using Whimbrel.Sql.Rules.Tables;
using Whimbrel.Sql.Rules.Transactions;
using Whimbrel.Sql.Rules.Types;

namespace Whimbrel.Sql.Rules;

/// <summary>All rules, in the order in which they are listed.</summary>
internal static class RuleBook
{
    internal static IReadOnlyList<Rule> All { get; } =
    [
        new CollationChange(),
        new DropColumn(),
        new DropIdentity(),
        new IntegerKeyCapacity(),
        new NarrowColumnType(),
        new CascadingDelete(),
        new DropConstraint(),
        new DropPrimaryKey(),
        new ForeignKeyLocksBothTables(),
        new UniqueOverExistingRows(),
        new ValidateWithNotValid(),
        new VolatileCheck(),
        new DeleteWithoutWhere(),
        new InsertWithoutColumns(),
        new SequenceRestart(),
        new TruncateTable(),
        new UnbatchedUpdate(),
        new ConcurrentIndexIfNotExists(),
        new ReindexSystem(),
        new WideIndex(),
        new CreateRule(),
        new DropCascade(),
        new DropFunction(),
        new DropSchema(),
        new DropSequence(),
        new DropTrigger(),
        new DropView(),
        new DynamicSql(),
        new MaterializedViewWithData(),
        new RenameObject(),
        new RenameSchema(),
        new TriggerOnExistingTable(),
        new UnreadableBody(),
        new ViewSelectsStar(),
        new AlterSystem(),
        new ClusterTable(),
        new CreateExtension(),
        new DatabaseSetting(),
        new DisableTrigger(),
        new DropExtension(),
        new DropOwned(),
        new DropPublication(),
        new EventTrigger(),
        new LockTable(),
        new PublicationForAllTables(),
        new RefreshMaterializedView(),
        new ServerFile(),
        new SessionReplicationRole(),
        new UpdateExtension(),
        new VacuumFull(),
        new AttachWithoutCheck(),
        new CreatePartition(),
        new DefaultPartition(),
        new KeyWithoutPartitionKey(),
        new AutovacuumDisabled(),
        new ReplicaIdentity(),
        new SetAccessMethod(),
        new SetLogged(),
        new SetSchema(),
        new SetTablespace(),
        new TableWithoutPrimaryKey(),
        new TemporaryTableLeft(),
        new UnloggedTable(),
        new AdvisoryLock(),
        new CommitInDoBlock(),
        new LockTimeoutOff(),
        new NewEnumValueUsed(),
        new PrepareTransaction(),
        new SchemaChangeAfterData(),
        new SettingLeftBehind(),
        new StatementByStatement(),
        new AlterCompositeType(),
        new DropType(),
        new RenameEnumValue(),
    ];
}
