"""What happened to a court placement in plain sentences, for its course."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "courts.prepared": gettext_lazy("подготви искане до съда"),
    "courts.filed": gettext_lazy("внесе искането в съда"),
    "courts.withdrawn": gettext_lazy("оттегли искането"),
    "courts.hearing_set": gettext_lazy("вписа насрочено заседание"),
    "courts.decided": gettext_lazy("вписа решението: съдът настанява лицето"),
    "courts.refused": gettext_lazy("вписа решението: съдът отхвърля искането"),
    "courts.admitted": gettext_lazy("настани лицето по решението"),
    "courts.prolongation_asked": gettext_lazy("поиска от съда продължаване"),
    "courts.prolonged": gettext_lazy("вписа решението: настаняването продължава"),
    "courts.prolongation_refused": gettext_lazy("вписа, че съдът не продължава"),
    "courts.ended": gettext_lazy("вписа край на настаняването"),
    "court.over": gettext_lazy("напомни, че срокът на решението изтече, а лицето е още в услугата"),
    "court.ending": gettext_lazy("напомни, че срокът на решението наближава"),
}
