using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Postgres.Tunnel;

namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>Programs in the server's own container: of its very version, and next to it.</summary>
internal sealed class ContainerTools(ServerContainer container) : IToolPlace
{
    public bool SeesFiles => false;

    public string Say(string program) => $"{program} in the container {container.Container.Name}";

    public async Task<IProgram> StartAsync(string program, IReadOnlyList<string> arguments, ServerAddress? server, IReadOnlyDictionary<string, string> variables, bool hasInput, CancellationToken ct)
    {
        if (server is { Tunnel: null })
        {
            throw new InvalidOperationException($"{server} is not the server of this container");
        }

        var environment = server is null ? [] : LibpqVariables.Of(server, container.Address);
        environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return await container.Engine.ExecAsync(new ExecRequest(container.Container.Id, [program, .. arguments]) { Environment = environment, HasInput = hasInput, Password = server?.ReadPassword() }, ct);
    }
}
