using Maas.Errors;
using Maas.Processes;
using Maas.Training.Plans;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Devices;

/// <summary>What a plan is learnt on. The same plan, build and machine give the same choice.</summary>
/// <param name="Name"><c>cpu</c>, or the first GPU, <c>cuda:0</c>.</param>
/// <param name="Note">Why it is not a GPU although none was ruled out; empty otherwise.</param>
internal sealed record DeviceChoice(string Name, string Note)
{
    /// <summary>As torch knows it.</summary>
    public Device Device => Name == MachineDevices.Cpu ? CPU : device(Name);

    /// <summary>Chooses among the devices of this machine.</summary>
    /// <exception cref="MaasException"><c>DEVICE_UNAVAILABLE</c>, <c>SPEC_INVALID</c>.</exception>
    public static DeviceChoice Of(TrainingPlan plan) => Of(plan, MachineDevices.All, MachineDevices.WhyNoGpu);

    /// <summary>Chooses among some devices.</summary>
    /// <param name="plan">Says what it may be learnt on.</param>
    /// <param name="devices">Names, as <see cref="MachineDevices.All"/> has them.</param>
    /// <param name="whyNoGpu">Told when no GPU is among them.</param>
    /// <exception cref="MaasException"><c>DEVICE_UNAVAILABLE</c>, <c>SPEC_INVALID</c>.</exception>
    public static DeviceChoice Of(TrainingPlan plan, IReadOnlyList<string> devices, string whyNoGpu)
    {
        if (plan.DevicePolicy == DevicePolicy.Cpu)
        {
            return new DeviceChoice(MachineDevices.Cpu, "");
        }

        var isRequired = plan.DevicePolicy == DevicePolicy.GpuRequired;
        if (!Algorithm.LearnsInSteps(plan.Algorithm, plan.Learning.Solver))
        {
            var note = Algorithm.OnCpuAlone(plan.Algorithm, plan.Learning.Solver);
            return isRequired ? throw PlanErrors.SpecInvalid(note) : new DeviceChoice(MachineDevices.Cpu, note);
        }

        if (devices.FirstOrDefault(TrainingDevices.IsGpu) is { } gpu)
        {
            return new DeviceChoice(gpu, "");
        }

        return isRequired ? throw PlanErrors.DeviceUnavailable(whyNoGpu) : new DeviceChoice(MachineDevices.Cpu, whyNoGpu);
    }
}
